import { join } from 'node:path'
import { z } from 'zod'
import { type Child, ROOT, startNode } from './child.ts'
import type { Scope } from './scope.ts'
import { makeFolder, removeFolder } from './temp.ts'
import { until } from './wait.ts'

const employeeSchema = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  username: z.string().nullable(),
  state: z.string(),
  points: z.number(),
  lastEvent: z.string(),
  sequence: z.number(),
})
export type Employee = z.infer<typeof employeeSchema>

const statsSchema = z.object({
  employees: z.number(),
  points: z.number(),
  taken: z.number(),
  repeats: z.number(),
  late: z.number(),
  refused: z.number(),
})

/** The example receiver of this repository, run as people run it. */
export interface Oa {
  /** Its page. */
  readonly url: string
  employees(): Promise<Employee[]>
  stats(): Promise<z.infer<typeof statsSchema>>
  /** Waits until the employee of that name is as wanted. */
  employee(name: string, wanted?: (employee: Employee) => boolean): Promise<Employee>
  /** Its SQLite file. */
  readonly file: string
  /** SIGKILL, and a new start on the same data. */
  killAndRestart(): Promise<void>
}

/** Where an OA receiver on this port takes its events. */
export const oaHook = (port: number): string => `http://127.0.0.1:${port}/hooks/gatepost`

/** Starts `examples/oa-receiver` on that port with the secret of its webhook. */
export async function startOa(scope: Scope, port: number, secret: string): Promise<Oa> {
  const data = makeFolder()
  const env = { PORT: String(port), OA_SECRET: secret, OA_DATA: data }
  let child: Child
  const start = async () => {
    child = startNode(['server.js'], env, { cwd: `${ROOT}examples/oa-receiver` })
    await child.printed(/OA receiver on/)
  }
  scope.after(async () => {
    await child.end('SIGKILL')
    removeFolder(data)
  })
  await start()
  const url = `http://127.0.0.1:${port}`
  const read = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json()
  const employees = async () => z.array(employeeSchema).parse(await read('/employees.json'))
  return {
    url,
    employees,
    file: join(data, 'oa.sqlite'),
    async killAndRestart() {
      await child.end('SIGKILL')
      await start()
    },
    stats: async () => statsSchema.parse(await read('/stats.json')),
    employee: (name, wanted = () => true) =>
      until(`the OA system has ${name} as wanted`, async () =>
        (await employees()).find((employee) => employee.name === name && wanted(employee)),
      ),
  }
}
