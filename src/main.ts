import { runServer } from './compose/index.ts'

await runServer(process.env)
