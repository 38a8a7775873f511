/** Starts what is to be stopped later; what fails to start is stopped at once, with all of it that had started. */
export async function startOrEnd<T extends AsyncDisposable & { start(): Promise<void> }>(startable: T): Promise<T> {
  try {
    await startable.start();
    return startable;
  } catch (error) {
    await startable[Symbol.asyncDispose]();
    throw error;
  }
}
