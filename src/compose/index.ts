/** The only folder that knows everybody: it opens an installation, starts a server on it, runs commands on it. */
export * from './commands.ts'
export { moveInstallation } from './move-installation.ts'
export { type Installed, openInstallation, readAllSettings } from './open-installation.ts'
export { explainAndExit, runServer } from './run-server.ts'
export { type RunningServer, startServer } from './start-server.ts'
export { exportUsersTo, importUsers } from './user-commands.ts'
