using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Merlon.Host.Firewall;

namespace Merlon.Host.Models.Llama;

/// <summary>llama.cpp's shared library as npm has it: fetched when the user asks for it, and never otherwise.</summary>
public static class LlamaPackage
{
    const int MostBytes = 64 << 20;

    /// <summary>As npm calls it.</summary>
    public const string Name = $"{LlamaFiles.Package}@{LlamaFiles.PackageVersion}";

    /// <summary>Puts it where <see cref="LlamaLibrary"/> looks, whole or not at all; it may be there already.</summary>
    /// <param name="package">The package as a file; null to have npm fetch it from the user's registry.</param>
    /// <exception cref="ModelException">It cannot be had, is another, or there is no room.</exception>
    public static void Install(string? package)
    {
        if (LlamaLibrary.Unfit is { } unfit) throw new ModelException(unfit);
        if (LlamaLibrary.Fault is null) return;

        var folder = LlamaLibrary.Folder;
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ModelException($"{folder}: holds something else than llama.cpp {LlamaFiles.Version}; "
                + $"remove the folder, or name another in {LlamaLibrary.FolderVariable}");

        var next = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(next);
            Unpack(package is null ? Fetched(next) : Given(package), next);
            if (LlamaFiles.Fault(next) is { } fault) throw new ModelException(fault);
            Place(next, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ModelException($"{folder}: {e.Message.Replace(next, folder, StringComparison.Ordinal)}");
        }
        finally
        {
            TryDelete(next);
        }
    }

    static byte[] Fetched(string folder)
    {
        try
        {
            string[] quiet = ["--loglevel", "error", "--no-update-notifier"];
            Tool.Run("npm", ["pack", Name, "--pack-destination", folder, .. quiet]);
        }
        catch (FirewallException e)
        {
            throw new ModelException($"{e.Message}; {Otherwise}");
        }

        var file = Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault()
            ?? throw new ModelException($"npm fetched nothing; {Otherwise}");
        var bytes = Bytes(file);
        File.Delete(file);
        return IsRight(bytes) ? bytes
            : throw new ModelException($"what npm fetched has another SHA-512 than the true one; {Otherwise}");
    }

    static string Otherwise => $"expected {Name}, or that package as a file in --package";

    static byte[] Given(string file) => Bytes(file) is var bytes && IsRight(bytes) ? bytes
        : throw new ModelException(
            $"{file}: its SHA-512 is not that of {Name}; expected this package, as npm pack writes it",
            ModelFault.File);

    static bool IsRight(byte[] package) =>
        Convert.ToHexStringLower(SHA512.HashData(package)) == LlamaFiles.PackageSha512;

    static byte[] Bytes(string file)
    {
        try
        {
            using var content = File.OpenRead(file);
            var bytes = new byte[MostBytes];
            return bytes[..content.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var why = Directory.Exists(file) ? "a directory; expected a file"
                : File.Exists(file) ? e.Message : "no such file";
            throw new ModelException($"{file}: {why}", ModelFault.File);
        }
    }

    // What is known by name and nothing else, so that no name leads elsewhere.
    static void Unpack(byte[] package, string folder)
    {
        using var unzipped = new GZipStream(new MemoryStream(package), CompressionMode.Decompress);
        using var entries = new TarReader(unzipped);
        while (entries.GetNextEntry() is { } entry)
        {
            var name = entry.Name == LlamaFiles.LicenseInPackage ? "LICENSE"
                : LlamaFiles.Sha256.Keys.FirstOrDefault(file => entry.Name == LlamaFiles.FolderInPackage + file);
            if (name is not null) entry.ExtractToFile(Path.Combine(folder, name), overwrite: false);
        }
    }

    static void Place(string next, string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder);
        try
        {
            Directory.Move(next, folder);
        }
        catch (IOException) when (LlamaLibrary.Fault is null)
        {
            // Somebody else did the same meanwhile.
        }
    }

    static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What could not be written can perhaps not be deleted.
        }
    }
}
