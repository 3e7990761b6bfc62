import { nightshiftApp } from '#cdk/index';

// This folder is a project of its own: its environment is deployed by nobody, and no command of the repository lists it.
process.chdir(import.meta.dirname);
await nightshiftApp();
