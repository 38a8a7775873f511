import { readFileSync } from 'node:fs';

/** Node opens many of our modules at once; with 100 files it fails in the middle of that (tried with Node 20). */
const fewestOpenFiles = 128;

/**
 * What to say where the system allows this process so few open files that our modules can't be loaded; undefined where it
 * allows enough, or does not tell. Node has raised the soft limit to the hard one before. Source: getrlimit(2), RLIMIT_NOFILE.
 */
export function openFilesProblem(limits = readLimits()) {
  const allowed = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  if (allowed === undefined || Number(allowed) >= fewestOpenFiles) return undefined;
  return (
    `This process may open ${allowed} files at once, and cache-bench needs ${fewestOpenFiles} to load, and more for a run. ` +
    'Try: raise the hard limit (ulimit -Hn 4096; docker run --ulimit nofile=4096; LimitNOFILE=4096 in a systemd unit)'
  );
}

function readLimits() {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
