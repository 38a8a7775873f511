/** The version of each row before the first write. */
export const firstVersion = 1;
