#include "common/resources/paging.h"

#include <gtest/gtest.h>

#include "common/errors/errors.h"

namespace peerchallenge::resources {
namespace {

TEST(PagingTest, PageSize_HasADefaultAndAMost) {
  EXPECT_EQ(*PageSize(0), 50);
  EXPECT_EQ(*PageSize(1), 1);
  EXPECT_EQ(*PageSize(1000), 1000);
  EXPECT_EQ(*PageSize(1001), 1000);
  EXPECT_EQ(*PageSize(INT32_MAX), 1000);
}

TEST(PagingTest, PageSize_RefusesNegativeNumbers) {
  for (const int32_t size : {-1, INT32_MIN}) {
    EXPECT_EQ(errors::ReasonOf(PageSize(size).status()), errors::v1::ERROR_REASON_FIELD_INVALID);
  }
}

}  // namespace
}  // namespace peerchallenge::resources
