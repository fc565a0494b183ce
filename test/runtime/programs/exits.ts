process.on('exit', (code) => console.log(`leaving with ${code}`));
console.log('before');
process.exit(Number(process.argv[2]));
