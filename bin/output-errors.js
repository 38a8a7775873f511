const environmentExitCode = 5;

/**
 * Keeps failing output streams from crashing the process, in every command and in oclif's own output (--help, --version).
 * Lost progress and a reader that has left are harmless; a result that could not be written is an error, whatever it was.
 */
export function watchOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    // oclif's own listener throws, also at EIO (the terminal was closed), which must not happen while servers are being stopped.
    stream.removeAllListeners('error');
    stream.on('error', () => {});
  }
  let isReported = false;
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (isReported || closedCodes.includes(error.code ?? '')) return;
    isReported = true;
    reportUnwritten(error);
  });
}

/** Error codes for a closed reader. */
const closedCodes = ['EPIPE', 'EIO'];

/** @param {Error} error */
function reportUnwritten(error) {
  process.stderr.write(
    `Error: The output could not be written to stdout (${error.message}). Files that the command saved are complete. Try: free some space, or send the output elsewhere\n`,
  );
  process.exitCode = environmentExitCode;
  process.once('exit', () => {
    process.exitCode = environmentExitCode;
  });
}
