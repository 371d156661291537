using System.Runtime.CompilerServices;

namespace Merlon.House;

/// <summary>The repository's own source, for the tests that keep its shape.</summary>
static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    /// <summary>Every C# file under a folder, with its path from there in forward slashes.</summary>
    public static IEnumerable<(string Path, string Text)> FilesUnder(string folder)
    {
        var start = Path.Combine(Root, folder);
        return from path in Directory.EnumerateFiles(start, "*.cs", SearchOption.AllDirectories)
               where !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "artifacts")
               select (Path.GetRelativePath(start, path).Replace('\\', '/'), File.ReadAllText(path));
    }

    static string Here([CallerFilePath] string path = "") => path;
}
