# The headers that most files of a folder include, directly or by another header.

set(often_included
  <algorithm> <filesystem> <functional> <map> <memory> <optional> <random> <set> <string> <thread> <utility> <vector>
  <absl/status/statusor.h> <absl/strings/str_cat.h> <absl/strings/str_format.h> <absl/strings/str_join.h>
  <absl/strings/str_split.h> <absl/time/clock.h> <absl/time/time.h>
  <google/protobuf/descriptor.pb.h> <google/protobuf/map_field.h> <google/protobuf/timestamp.pb.h>
  <google/protobuf/util/time_util.h>)

function(messages variable area)
  foreach(name IN LISTS ARGN)
    list(APPEND headers <peerchallenge/${area}/v1/${name}.pb.h>)
  endforeach()
  set(${variable} ${headers} PARENT_SCOPE)
endfunction()

messages(relations_messages scheduling directory participant planning review session visit_timetable)
messages(scheduling_messages scheduling
  build directory disruption participant planning programme release review schedule session timetable venue visit_settings
  visit_timetable)
messages(evidence_messages evidence attachment concern item ledger occasion source)
messages(recommendations_messages recommendations
  action_plan action_plans committee_report document finding letter match match_problem support theme)
messages(cited_messages evidence evidence item ledger source triangulation)

set(headers_of_scheduling ${often_included} ${scheduling_messages} DEPS scheduling_protos)
set(headers_of_evidence ${often_included} ${relations_messages} ${evidence_messages} DEPS evidence_protos scheduling_protos)
set(headers_of_recommendations
  ${often_included} ${relations_messages} ${cited_messages} ${recommendations_messages}
  DEPS evidence_protos recommendations_protos scheduling_protos)

# Not CLI11: every file that has it takes two seconds more for its global objects.
precompile_headers(often_included ${often_included} FOLDERS common services/peerchallenge)
foreach(service scheduling evidence recommendations)
  precompile_headers(often_included_by_${service} ${headers_of_${service}} FOLDERS services/${service})
endforeach()

if(BUILD_TESTING)
  set(for_tests <gmock/gmock.h> <gtest/gtest.h>)
  precompile_headers(often_included_by_tests
    ${for_tests} ${often_included} DEPS GTest::gmock
    FOLDERS tests/common tests/services/peerchallenge tests/system)
  foreach(service scheduling evidence recommendations)
    precompile_headers(often_included_by_tests_of_${service}
      ${for_tests} ${headers_of_${service}} GTest::gmock
      FOLDERS tests/services/${service})
  endforeach()
endif()
