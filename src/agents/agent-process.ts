// An agent on the coordinator's own machine. It ends with the coordinator, which guards it like a server.
import { controlVariable } from '../model/control-variable.js';
import { serveAgent } from './serve-agent.js';

const { [controlVariable]: control = '' } = process.env;
const [name = '', cores = '1', version = ''] = process.argv.slice(2);

await serveAgent(control, {
  name,
  cores: Number(cores),
  version,
  once: false,
  onProgress: (line) => process.stdout.write(`${line}\n`),
  signal: new AbortController().signal,
});
