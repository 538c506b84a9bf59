#include "common/config/service_manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/common/config/test_service_manager.h"

namespace peerchallenge::config {
namespace {

using testing::StartsWith;

class ServiceManagerTest : public testing::Test {
 protected:
  ServiceManagerTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pc-notify-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  ~ServiceManagerTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(ServiceManagerTest, TellsThatItServesAndThatItStops) {
  const std::string path = folder_ / "notify";
  const TestServiceManager manager(path);
  const ServiceManager told(path);
  told.Ready("Serves at 127.0.0.1:1");
  EXPECT_EQ(manager.Next(), "READY=1\nSTATUS=Serves at 127.0.0.1:1");
  told.Stopping();
  EXPECT_THAT(manager.Next(), StartsWith("STOPPING=1\n"));
}

TEST_F(ServiceManagerTest, FindsASocketWithoutAFile) {
  const std::string name = absl::StrCat("@peerchallenge-test-", ::getpid());
  const TestServiceManager manager(name);
  ServiceManager(name).Ready("Serves");
  EXPECT_THAT(manager.Next(), StartsWith("READY=1\n"));
}

TEST_F(ServiceManagerTest, AManagerThatIsNotThereIsNoObstacle) {
  ServiceManager("").Ready("Serves");
  ServiceManager(folder_ / "nobody").Ready("Serves");
  ServiceManager(std::string(200, 'x')).Stopping();
}

}  // namespace
}  // namespace peerchallenge::config
