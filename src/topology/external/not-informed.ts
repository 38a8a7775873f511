/** The warning for a target whose user may not run INFO. */
export const notInformed = {
  code: 'target-not-informed',
  message:
    "The target denies INFO (to this user, or to everybody), so the servers' own figures (CPU, memory, commands, evictions) are missing. " +
    'Try: a user with +info.',
};
