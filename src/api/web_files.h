#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace socle::api {

/// A file of the built pages (web/), as the binary holds it.
struct WebFile {
  std::string_view path;  // below the pages' folder: "index.html", "assets/index-B4x.js"
  std::string_view content_type;
  std::string_view tag;  // of the content, for an entity tag
  std::size_t size;      // of the content
  std::string_view gzip;
};

/// All files of the pages, by path. Written by tools/embed_web.
std::span<const WebFile> WebFiles();

}  // namespace socle::api
