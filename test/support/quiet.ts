// Metrics are written to the log: nobody reads it here.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
// What is printed is compared without colors, whatever the terminal is.
process.env['NO_COLOR'] = '1';
delete process.env['FORCE_COLOR'];
