// Runs cache-bench for a program that uses it as a library: ends when that program does, in whatever way. It holds the other
// end of our stdin, and writes nothing to it.
const end = () => process.kill(process.pid, 'SIGTERM');
process.stdin.once('end', end).once('error', end).resume();
process.stdin.unref();
await import('./run.js');
