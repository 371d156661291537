using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Merlon.Host.Models.Llama;

/// <summary>The files of the llama.cpp that Merlon was built for: struct layouts change with releases.</summary>
static class LlamaFiles
{
    public const string Package = "@node-llama-cpp/linux-x64", PackageVersion = "3.22.1", Version = "0.5.0";

    /// <summary>Of the package as npm has it.</summary>
    public const string PackageSha512 =
        "e6e0820cda9608d7da026f1a47f533c5ba381c1a4a80d17dd640873dea4a8603"
        + "2057638099ab6879f6ce94c8a1b2a0a21f639ddf913f7941d00856df44126e3a";

    /// <summary>Where they lie within the package.</summary>
    public const string FolderInPackage = "package/bins/linux-x64/", LicenseInPackage = "package/LICENSE";

    public const string Base = "libggml-base.so", Ggml = "libggml.v0.5.0.so", Main = "libllama.v0.5.0.so";

    /// <summary>SHA-256 by name.</summary>
    public static readonly FrozenDictionary<string, string> Sha256 = new Dictionary<string, string>
    {
        [Main] = "2ecd1d85f68456573a664106a9039366b88231579fd65d9669c9a6ab41374fd4",
        [Ggml] = "41cd5e6ad78b9f0af31a6f80d637d3168e75ff84db14c495de4d3d9c95607444",
        [Base] = "6c342c8aeb20cb31a18099d6f79de4de6703814d1cfd5c4d754a8643087e486e",
        [Kernel("alderlake")] = "6527efda35405a0d91574aced4a7766db9bb0494ab6458c83fe9eba755eb76f7",
        [Kernel("cannonlake")] = "44285a67a31a81a036a70c565d391b31145d835044c03c76cfaa2f90a9d57d42",
        [Kernel("cascadelake")] = "97cace813fbf7b7a07c4793f6a75b8b2d3de256430620f0be4a15bd4372468ea",
        [Kernel("cooperlake")] = "5eda284fd8986d550e21623b269dd31d02c07fc70121d3099609d5dde6b6847e",
        [Kernel("haswell")] = "ddaa96012769f0e86e8670cca374243751880bea2c2d0a4413b3a1b7a29dca74",
        [Kernel("icelake")] = "9b9c24aaa775fd38a6e1ff082549e50d4138d29f2e2883630b28ab70704ed896",
        [Kernel("ivybridge")] = "91b27ab81df92b8429c8e3441a8861014d3aec1424f90885a628fd0d4567532f",
        [Kernel("piledriver")] = "2cb5b2101f5bbefa2416ec7f8b6c6acb177d04f0157989c5d92e4c07750fd3f8",
        [Kernel("sandybridge")] = "bce17565033835dfb59fae2ed712d4c35e56463c2d49ea61ca08e6e2908bdfd6",
        [Kernel("sapphirerapids")] = "e3d4840632b2242655e1721c6b93ec0370406dded9074accfe90bcfb67bd30b8",
        [Kernel("skylakex")] = "df30b40a957175cd8e462e8838632dc51e3be7570b27b9526cb7a044263aeab3",
        [Kernel("sse42")] = "ec65053445506965db5dd9382d7ede084ba639edc55f77aaf73581c778969e02",
        [Kernel("x64")] = "1174c3c3e0b8722313df561d7ef5ece516a070732cec9b8ddda3667c0b959728",
        [Kernel("zen4")] = "d84208de33fdadb8921a1a1a34342f5eceb1e58b83648be68050f7557312bd3e",
    }.ToFrozenDictionary();

    /// <summary>Why a folder does not hold these libraries and no other; null when it does.</summary>
    public static string? Fault(string folder)
    {
        try
        {
            if (Directory.EnumerateFiles(folder, "*.so*").Select(Path.GetFileName)
                    .FirstOrDefault(name => !Sha256.ContainsKey(name!)) is { } stranger)
                return $"{folder}: {stranger} does not belong there";

            return Sha256.Select(file => Fault(Path.Combine(folder, file.Key), file.Value))
                .FirstOrDefault(fault => fault is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{folder}: {e.Message}";
        }
    }

    static string? Fault(string path, string sha256)
    {
        if (!File.Exists(path)) return $"{path}: missing";

        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == sha256
            ? null : $"{path}: not the file of llama.cpp {Version} that Merlon expects";
    }

    // One for each family of processors; the library takes the best that fits.
    static string Kernel(string family) => $"libggml-cpu-{family}.so";
}
