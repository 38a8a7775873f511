/** The warning for a target whose user may not run INFO. */
export const notInformed = {
  code: 'target-not-informed',
  message:
    "The target does not let this user see INFO, so the servers' own figures (CPU, memory, commands, evictions) are missing. " +
    'Try: a user with +info.',
};
