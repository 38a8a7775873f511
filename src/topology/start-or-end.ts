/** Starts something that must be stopped later; if that fails, everything it had started is stopped immediately. */
export async function startOrEnd<T extends AsyncDisposable & { start(): Promise<void> }>(startable: T): Promise<T> {
  try {
    await startable.start();
    return startable;
  } catch (error) {
    await startable[Symbol.asyncDispose]();
    throw error;
  }
}
