/**
 * The command as messages name it: by its path in the project's folder. A bare name, given to npx elsewhere, would ask the
 * registry for a package of that name and run it. https://docs.npmjs.com/cli/v11/commands/npx
 */
export const commandPath = 'node_modules/.bin/nightshift';
