/**
 * How messages write the command: by its path in the project's folder. A bare name, given to npx in any other folder, would
 * download a package of that name from the registry and run it. https://docs.npmjs.com/cli/v11/commands/npx
 */
export const commandPath = 'node_modules/.bin/nightshift';
