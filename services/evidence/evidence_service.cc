#include "services/evidence/evidence_service.h"

namespace peerchallenge::evidence {

// Reads that may have to put themselves on record are no Quick ones: they may write.
void EvidenceService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.EvidenceService",
                              context_.database);
  methods.Write("CreateOccasion", this, &EvidenceService::CreateOccasion);
  methods.Quick("GetOccasion", this, &EvidenceService::GetOccasion);
  methods.Unary("ListOccasions", this, &EvidenceService::ListOccasions);
  methods.Write("UpdateOccasion", this, &EvidenceService::UpdateOccasion);

  methods.Write("CaptureItem", this, &EvidenceService::CaptureItem);
  methods.Write("BatchCaptureItems", this, &EvidenceService::BatchCaptureItems);
  methods.Unary("GetItem", this, &EvidenceService::GetItem);
  methods.Unary("ListItems", this, &EvidenceService::ListItems);
  methods.Unary("SearchItems", this, &EvidenceService::SearchItems);
  methods.Write("ReviseItem", this, &EvidenceService::ReviseItem);
  methods.Write("ShareItems", this, &EvidenceService::ShareItems);
  methods.Write("WithdrawItem", this, &EvidenceService::WithdrawItem);

  methods.Unary("GetItemVersion", this, &EvidenceService::GetItemVersion);
  methods.Unary("ListItemVersions", this, &EvidenceService::ListItemVersions);
  methods.Unary("ListItemConflicts", this, &EvidenceService::ListItemConflicts);
  methods.Write("SettleItemConflict", this, &EvidenceService::SettleItemConflict);

  methods.Unary("GetTriangulation", this, &EvidenceService::GetTriangulation);
  methods.Unary("AssessItems", this, &EvidenceService::AssessItems);

  methods.Write("AssignCases", this, &EvidenceService::AssignCases);
  methods.Quick("GetCaseAssignment", this, &EvidenceService::GetCaseAssignment);
  methods.Unary("ListCaseAssignments", this, &EvidenceService::ListCaseAssignments);

  methods.Write("RaiseConcern", this, &EvidenceService::RaiseConcern);
  methods.Write("GetConcern", this, &EvidenceService::GetConcern);
  methods.Write("ListConcerns", this, &EvidenceService::ListConcerns);
  methods.Write("AcknowledgeConcern", this, &EvidenceService::AcknowledgeConcern);
  methods.Write("ReferConcern", this, &EvidenceService::ReferConcern);
  methods.Write("CloseConcern", this, &EvidenceService::CloseConcern);
  methods.Write("SetConcernReaders", this, &EvidenceService::SetConcernReaders);
  methods.Unary("ListConcernReads", this, &EvidenceService::ListConcernReads);
}

}  // namespace peerchallenge::evidence
