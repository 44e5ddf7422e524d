#pragma once

// A toy service over TLS.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "http/toy_service.h"

namespace socle::http {

/// A key and a certificate that it signed itself, in files that go with the object.
class ToySelfSigned {
 public:
  ToySelfSigned() {
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
  ~ToySelfSigned() { std::filesystem::remove_all(directory_); }
  ToySelfSigned(const ToySelfSigned&) = delete;
  ToySelfSigned& operator=(const ToySelfSigned&) = delete;

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

inline Client ToyTlsClient(const ToyService& service) {
  return Client({.host = "127.0.0.1",
                 .port = service.port(),
                 .tls = true,
                 .timeout = std::chrono::seconds(60)});
}

}  // namespace socle::http
