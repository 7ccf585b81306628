/** `/users/{id}/block` → `/users/:id/block`. */
export function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
