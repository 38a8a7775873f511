import { readdir, readFile, readlink } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * What a run left behind: folders in its temporary folder, processes that run there, name it or were given it, servers that still listen.
 *
 * @param {string} temporaryFolder
 * @param {readonly { host: string, port: number }[]} endpoints
 * @returns {Promise<readonly string[]>}
 */
export async function leftBehind(temporaryFolder, endpoints) {
  const folders = (await readdir(temporaryFolder)).map((name) => `folder ${name}`);
  const processes = (await processesInside(temporaryFolder)).map((pid) => `process ${pid}`);
  const listening = await Promise.all(endpoints.map(async (place) => ({ place, open: await listens(place) })));
  const ports = listening.filter(({ open }) => open).map(({ place }) => `port ${place.host}:${place.port}`);
  return [...folders, ...processes, ...ports];
}

/** @param {string} folder */
async function processesInside(folder) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const inside = await Promise.all(
    pids.map(async (pid) => {
      const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return workingFolder.startsWith(folder) || command.includes(folder) || environment.includes(`TMPDIR=${folder}\0`);
    }),
  );
  return pids.filter((_, index) => inside[index]);
}

/** @param {{ host: string, port: number }} place @returns {Promise<boolean>} */
function listens({ host, port }) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
