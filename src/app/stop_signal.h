#pragma once

namespace socle::app {

/// Keeps SIGTERM and SIGINT from ending the process, for this thread and all that it starts, and
/// ignores SIGPIPE. Called first in `main`, before any thread exists.
void HoldStopSignals();
/// Waits for SIGTERM or SIGINT and returns it. A second one afterwards ends the process at once,
/// with 128 + its number: what is durable stays so, the store recovers when it is opened.
int WaitForStopSignal();
/// Lets the two signals end the process again: for commands other than `serve`.
void ReleaseStopSignals();

}  // namespace socle::app
