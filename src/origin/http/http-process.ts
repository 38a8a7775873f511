import { serveRows } from './http-server.js';
import type { HttpStart } from './http-settings.js';

// The program of the HTTP origin: a process of its own, so that it can be killed, and never slows a load thread down.
serveRows(JSON.parse(process.argv[2] ?? '') as HttpStart);
