import { request } from './request.js';

/** The performer that reads and writes rows of the origin; the driver is 0. */
export const originPerformer = 1;
/** The name of the origin's reads that refresh a value. */
export const refreshName = 'refresh';

export const originRead = request('origin-read', 'row-read', { reply: 'ok' });
export const refreshRead = { ...originRead, name: refreshName };
export const originWrite = request('origin-write', 'row-write', { writes: true, reply: 'ok' });
/** Writes to the origin what the cache has. */
export const flushWrite = request('flush', 'none', { writes: true, reply: 'ok' });
export const absentRead = request('origin-read', 'none', { reply: 'ok', isAbsent: true });
