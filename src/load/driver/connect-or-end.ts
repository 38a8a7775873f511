import type { Driver } from './driver.js';

/** Connects a new driver; ends it, and throws, if it can't be connected. */
export async function connectOrEnd(driver: Driver & { connect(): Promise<void> }): Promise<Driver> {
  try {
    await driver.connect();
    return driver;
  } catch (error) {
    await driver[Symbol.asyncDispose]();
    throw error;
  }
}
