import { pythonInterpreter } from '#verification/judges/tools';
import { type EmptyEmulator, startEngine } from '#verification/sandbox/emulator/engine';

/** Starts moto's server. */
export const startMoto = async (): Promise<EmptyEmulator> =>
  startEngine({
    name: 'moto',
    command: await pythonInterpreter(),
    args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    env: (port) => ({ PATH: process.env.PATH, MOTO_PORT: String(port) }),
    health: '/moto-api/config',
  });
