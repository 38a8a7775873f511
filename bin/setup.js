import { fileURLToPath } from 'node:url';
import { build, buildIsCurrent } from './setup/build.js';
import { dependenciesMatch, installDependencies } from './setup/dependencies.js';

// Prepares a clone so that bin/run.js runs. Silent if there is nothing to do; all output goes to stderr.
//   node bin/setup.js                 installs missing dependencies, rebuilds an outdated dist
//   node bin/setup.js --dependencies  only installs
//   node bin/setup.js --rebuild       always builds
const needsNodeMajor = 20;
const exitCodes = { failedBuild: 1, environment: 5 };
const projectFolder = fileURLToPath(new URL('..', import.meta.url));

process.exitCode = setUp(process.argv.slice(2));

/** @param {readonly string[]} flags */
function setUp(flags) {
  if (Number.parseInt(process.versions.node, 10) < needsNodeMajor)
    return failed(
      exitCodes.environment,
      `This is Node ${process.versions.node}; cache-bench needs ${needsNodeMajor} or later. Try: https://nodejs.org/en/download`,
    );

  if (!dependenciesMatch(projectFolder)) {
    const failure = timed('Installing the dependencies (npm ci)', () => installDependencies(projectFolder));
    if (failure !== undefined)
      return failed(
        exitCodes.environment,
        `${failure}\n\nThe dependencies could not be installed; see npm's message above. Check the network and that ${projectFolder} and npm's cache are writable, then try: npm ci`,
      );
  }

  if (flags.includes('--dependencies')) return 0;
  if (flags.includes('--rebuild') || !buildIsCurrent(projectFolder)) {
    const failure = timed('Building dist', () => build(projectFolder));
    if (failure !== undefined)
      return failed(
        exitCodes.failedBuild,
        `${failure}\n\nThe build failed with the compiler errors above. Fix them, then try: npm run build`,
      );
  }
  return 0;
}

/**
 * @template Result
 * @param {string} what
 * @param {() => Result} work
 * @returns {Result}
 */
function timed(what, work) {
  process.stderr.write(`${what} ... `);
  const startMs = performance.now();
  const result = work();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  process.stderr.write(result === undefined ? `${seconds} s\n` : `failed after ${seconds} s\n`);
  return result;
}

/**
 * @param {number} exitCode
 * @param {string} message
 */
function failed(exitCode, message) {
  process.stderr.write(`${message}\n`);
  return exitCode;
}
