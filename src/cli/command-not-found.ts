import { Errors, type Hook } from '@oclif/core';
import { exitCodes } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { printableJson } from '../model/printable-json.js';
import { formatError } from './describe-error.js';
import { processHost } from './host.js';

/** Reports an unknown command like any other error: once, as JSON with `--json`, with exit code 2. */
const commandNotFound: Hook.CommandNotFound = async ({ id, argv = [], config }) => {
  const { stdout, stderr } = processHost();
  const typed = id.replaceAll(':', ' ');
  const commands = config.commandIDs.map((known) => known.replaceAll(':', ' ')).sort();
  const meant = nearestWord(typed, commands);
  const description = {
    name: 'UsageError',
    message: `There is no command "${typed}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} Commands: ${commands.join(', ')}`,
    exitCode: exitCodes.usage.code,
  };
  if (argv.includes('--json')) stdout.write(printableJson({ error: description }));
  else stderr.write(formatError(description));
  throw new Errors.ExitError(exitCodes.usage.code);
};

export default commandNotFound;
