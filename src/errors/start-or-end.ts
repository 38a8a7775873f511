/** Starts something that must be stopped later; if that fails or is interrupted, ends what was started, and throws. */
export async function startOrEnd<T extends AsyncDisposable>(
  startable: T,
  start: (startable: T) => Promise<void>,
): Promise<T> {
  try {
    await start(startable);
    return startable;
  } catch (error) {
    await startable[Symbol.asyncDispose]();
    throw error;
  }
}
