#include "base/digest.h"

#include <openssl/evp.h>

#include <vector>

#include "base/bytes.h"
#include "base/error.h"

namespace socle::base {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

void Require(int result) {
  if (result != 1) throw Error(ErrorCode::kInternal, "the SHA-256 computation failed");
}

/// Contexts that were used and wait for their next use: making one costs more than hashing a line.
class Pool {
 public:
  Context Take() {
    if (!free_.empty()) {
      Context context = std::move(free_.back());
      free_.pop_back();
      return context;
    }
    // Fetched once: looking an algorithm up takes a lock and a search in OpenSSL 3.
    static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    Context context(EVP_MD_CTX_new());
    if (sha256 == nullptr || context == nullptr) {
      throw Error(ErrorCode::kInternal, "SHA-256 is not available");
    }
    Require(EVP_DigestInit_ex2(context.get(), sha256, nullptr));
    return context;
  }

  void Give(Context context) {
    constexpr std::size_t kKept = 8;
    if (free_.size() < kKept && EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1) {
      free_.push_back(std::move(context));
    }
  }

 private:
  std::vector<Context> free_;
};

Pool& ThreadPool() {
  static thread_local Pool pool;
  return pool;
}

}  // namespace

std::string Digest::ToHex() const { return base::ToHex(View()); }

struct Sha256::State {
  Context context = ThreadPool().Take();
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() { ThreadPool().Give(std::move(state_->context)); }

Sha256& Sha256::Add(std::string_view bytes) {
  Require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
  return *this;
}

Sha256& Sha256::AddField(std::string_view bytes) {
  return AddInt(static_cast<std::int64_t>(bytes.size())).Add(bytes);
}

Sha256& Sha256::AddInt(std::int64_t value) {
  char bytes[8];
  const auto bits = static_cast<std::uint64_t>(value);
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(bits >> (56 - 8 * i) & 0xFF);
  return Add({bytes, sizeof bytes});
}

Digest Sha256::Finish() {
  Digest digest;
  Require(EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr));
  Require(EVP_DigestInit_ex2(state_->context.get(), nullptr, nullptr));
  return digest;
}

}  // namespace socle::base
