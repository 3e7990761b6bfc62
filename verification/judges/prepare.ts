import { pythonInterpreter } from './tools.ts';

// Before anything with a time limit asks for it.
await pythonInterpreter();
