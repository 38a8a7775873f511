/**
 * A copy of a value in which no string can steer a terminal or reorder a line: control and formatting characters
 * (escape sequences, line ends, direction marks) become `?`. Names in a record come from files that others wrote.
 */
export function withPlainText<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '?') as T;
  if (Array.isArray(value)) return value.map(withPlainText) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [withPlainText(key), withPlainText(inner)]),
  ) as T;
}
