/** Code of the warning that the load was not carried before the first fault, which leaves a run without a verdict. */
export const loadNotCarried = 'load-not-carried';
