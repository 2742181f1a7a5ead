module.exports = require('../../lint/index.cjs')(__dirname);
