find_package(OpenSSL REQUIRED)
target_link_libraries(socle_base PUBLIC OpenSSL::Crypto)
target_link_libraries(socle_base PUBLIC Threads::Threads)
