#pragma once

namespace socle::store {

/// Sets up the SQLite library, once a process. Whatever calls SQLite first calls this before:
/// its settings cannot be changed any more once it runs, and it refuses them without a word.
/// Safe from any thread. Errors: kInternal (SQLite was in use already).
void PrepareLibrary();

}  // namespace socle::store
