// Uploads a file with tus-js-client by the URL of a slot: node upload.cjs URL FILE PROTOCOL
'use strict'
const fs = require('node:fs')
const tus = require('tus-js-client')

const [url, file, protocol] = process.argv.slice(2)
let requests = 0
const upload = new tus.Upload(fs.createReadStream(file), {
  uploadUrl: url,
  uploadSize: fs.statSync(file).size,
  protocol,
  retryDelays: [0, 10, 100, 500, 1000],
  onBeforeRequest: () => { requests++ },
  onError: (error) => {
    console.error(String(error))
    process.exit(1)
  },
  onSuccess: () => {
    console.log(`done in ${requests} requests`)
    process.exit(0)
  },
})
upload.start()
