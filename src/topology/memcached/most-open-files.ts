/** How many files and sockets a process that we start may open at most: the hard limit. Infinity where the system tells none. */
export function mostOpenFiles(): number {
  const { userLimits } = process.report.getReport() as { readonly userLimits?: { readonly open_files?: Limit } };
  const hard = Number(userLimits?.open_files?.hard);
  return Number.isFinite(hard) && hard > 0 ? hard : Number.POSITIVE_INFINITY;
}

interface Limit {
  readonly hard: number | string;
}
