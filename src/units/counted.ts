/** A number with its noun: `1 write was lost`, `2 writes were lost`. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
