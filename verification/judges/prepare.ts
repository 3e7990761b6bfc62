import { pythonInterpreter } from './tools.ts';

// Before anything with a time limit needs it.
await pythonInterpreter();
