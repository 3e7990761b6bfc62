/** Whether the checks of a change are running, which take all the time that they need; at the desk, tests take a sample. */
export const thorough = process.env['CI'] !== undefined;
