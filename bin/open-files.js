import { readFileSync } from 'node:fs';

/** Node opens many of our modules at once; with a limit of 100 files, it fails midway (tried with Node 20). */
const fewestOpenFiles = 128;

/**
 * The message if the system allows this process too few open files to load our modules; undefined if it allows enough,
 * or does not report a limit. Node has already raised the soft limit to the hard one. Source: getrlimit(2),
 * RLIMIT_NOFILE.
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
