#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "http/toy_service.h"

namespace socle::http {
namespace {

/// A key and a certificate that it signed itself, in files that go with the object.
class SelfSigned {
 public:
  SelfSigned() {
    directory_ = std::filesystem::temp_directory_path() /
                 ("socle_tls_" + std::to_string(::getpid()) + "_" +
                  std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::filesystem::create_directories(directory_);
    EVP_PKEY* const pair = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, pair);
    X509_NAME* const name = X509_get_subject_name(certificate);
    const unsigned char host[] = "localhost";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, pair, EVP_sha256());
    Write("key.pem", [&](FILE* file) {
      PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    });
    Write("certificate.pem", [&](FILE* file) { PEM_write_X509(file, certificate); });
    X509_free(certificate);
    EVP_PKEY_free(pair);
  }
  ~SelfSigned() { std::filesystem::remove_all(directory_); }
  SelfSigned(const SelfSigned&) = delete;
  SelfSigned& operator=(const SelfSigned&) = delete;

  std::string key() const { return directory_ / "key.pem"; }
  std::string certificate() const { return directory_ / "certificate.pem"; }
  Options ServerOptions() const {
    Options options = ToyOptions();
    options.tls_key = key();
    options.tls_certificate = certificate();
    return options;
  }

 private:
  template <class Print>
  void Write(const char* name, const Print& print) {
    FILE* const file = std::fopen((directory_ / name).c_str(), "w");
    print(file);
    std::fclose(file);
  }
  std::filesystem::path directory_;
};

Client TlsClient(const ToyService& service) {
  return Client({.host = "127.0.0.1",
                 .port = service.port(),
                 .tls = true,
                 .timeout = std::chrono::seconds(20)});
}

TEST(ServerTls, ServesAsWithout) {
  const SelfSigned pair;
  const ToyService service(pair.ServerOptions());
  Client client = TlsClient(service);
  EXPECT_EQ(client.Get("/hello").body, "hello");
  EXPECT_EQ(client.Get("/wait/5").body, "waited");
  EXPECT_EQ(client.Get("/size/3000000").body.size(), 3000000u);
  const std::string large(2000000, 'x');
  EXPECT_EQ(client.Post("/echo", "text/plain", large).body, large);
  EXPECT_EQ(client.Get("/nowhere").status, 404);
  EXPECT_EQ(service.Metric("socle_http_connections_total"), 1);
  client.Write("nonsense\r\n\r\n");
  EXPECT_EQ(client.Read().status, 400);
  EXPECT_EQ(client.Send({"GET", "/hello", {{"Connection", "close"}}, ""}).body, "hello");
}

TEST(ServerTls, RefusesLargeBodiesAndPlainClients) {
  const SelfSigned pair;
  Options options = pair.ServerOptions();
  options.max_body_bytes = 1000;
  options.header_timeout = std::chrono::milliseconds(300);
  const ToyService service(options);
  EXPECT_EQ(TlsClient(service).Post("/echo", "text/plain", std::string(5000000, 'x')).status, 413);
  Client plain = service.NewClient();
  EXPECT_THROW(plain.Get("/hello"), base::Error);
  Client silent = service.NewClient();
  silent.Connect();
  EXPECT_TRUE(silent.IsClosedByServer());
  Client slow = TlsClient(service);
  slow.Write("GET /hel");
  EXPECT_EQ(slow.Read().status, 408);
  EXPECT_EQ(TlsClient(service).Get("/hello").body, "hello");
}

TEST(ServerTls, StopsGracefully) {
  const SelfSigned pair;
  ToyService service(pair.ServerOptions());
  Client idle = TlsClient(service), running = TlsClient(service);
  EXPECT_EQ(idle.Get("/hello").status, 200);
  running.Write("GET /wait/200 HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(service.AwaitMetric("socle_http_in_flight", 1));
  std::thread stop([&] { service.server().Stop(); });
  EXPECT_EQ(running.Read().body, "waited");
  stop.join();
}

TEST(ServerTls, RefusesAKeyThatIsNotTheCertificates) {
  const SelfSigned one, other;
  Options options = one.ServerOptions();
  options.tls_key = other.key();
  Server server(options, ToyRoutes(), {}, nullptr);
  EXPECT_THROW(server.Start(), base::Error);
}

}  // namespace
}  // namespace socle::http
