// Imported first, before a module reads them: metrics are written, and say of which environment they are.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'false';
process.env['NIGHTSHIFT_ENVIRONMENT'] = 'rehearsal';
