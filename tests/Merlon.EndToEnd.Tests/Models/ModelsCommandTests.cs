using System.Text.Json;
using Merlon.Host.Models.Llama;

namespace Merlon.Models;

/// <summary><c>merlon models</c>, with a cache, a library and an npm of the test's own.</summary>
public sealed class ModelsCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_the_library_it_is_said_how_to_get_it()
    {
        var ended = Models(["list"]);
        Assert.Equal(0, ended.Status);
        Assert.Contains($"llama.cpp is not installed in {_folder.Root}/merlon/llama.cpp-0.5.0; merlon models install",
            ended.Output, StringComparison.Ordinal);
        Assert.Contains("context-2048", ended.Output, StringComparison.Ordinal);

        var json = Models(["list", "--json"]).Json;
        Assert.False(json.GetProperty("llamaCpp").GetProperty("isSound").GetBoolean());
        Assert.Equal(JsonValueKind.String, json.GetProperty("llamaCpp").GetProperty("fault").ValueKind);
        Assert.Equal(1.2, json.GetProperty("presets").EnumerateArray()
            .Single(preset => preset.GetProperty("name").GetString() == "greedy-1.2")
            .GetProperty("repetitionPenalty").GetDouble());
    }

    [Fact]
    public void With_the_library_it_is_said_where_it_is()
    {
        LlamaNeed.OrSkip();
        var ended = Run.Merlon("models", "list", "--json").Json.GetProperty("llamaCpp");
        Assert.True(ended.GetProperty("isSound").GetBoolean());
        Assert.Equal(LlamaLibrary.Folder, ended.GetProperty("folder").GetString());
        Assert.Equal(0, Run.Merlon("models", "install").Status);   // there already
    }

    [Fact]
    public void A_library_that_was_changed_is_not_loaded()
    {
        LlamaNeed.OrSkip();
        foreach (var file in Directory.EnumerateFiles(LlamaLibrary.Folder))
            File.Copy(file, Path.Combine(_folder.Root, Path.GetFileName(file)));
        var own = new Dictionary<string, string> { [LlamaLibrary.FolderVariable] = _folder.Root };
        var model = Path.Combine(_folder.Root, "a.gguf");
        RandomModel.Tiny.Write(model);
        Assert.Equal("fine\n", LlamaProcess.Open([model], own).Output);

        using (var changed = File.OpenWrite(Path.Combine(_folder.Root, "libggml-cpu-x64.so"))) changed.WriteByte(0);
        Refused("libggml-cpu-x64.so: not the file of llama.cpp 0.5.0 that Merlon expects");
        File.Delete(Path.Combine(_folder.Root, "libggml-cpu-x64.so"));
        Refused("libggml-cpu-x64.so: missing");
        File.WriteAllText(Path.Combine(_folder.Root, "libggml-cuda.so"), "");
        Refused("libggml-cuda.so does not belong there");

        void Refused(string expected)
        {
            Assert.Contains(expected, LlamaProcess.Open([model], own).Output, StringComparison.Ordinal);
            Assert.Contains(expected, Run.Program("dotnet", [Run.Built, "models", "list"], environment: own).Output,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_the_library_a_model_is_not_opened()
    {
        var model = Path.Combine(_folder.Root, "a.gguf");
        RandomModel.Tiny.Write(model);
        var own = new Dictionary<string, string> { [LlamaLibrary.FolderVariable] = Path.Combine(_folder.Root, "none") };
        Assert.EndsWith("merlon models install fetches it\n", LlamaProcess.Open([model], own).Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md", "its SHA-512 is not that of @node-llama-cpp/linux-x64@3.22.1")]
    [InlineData("missing.tgz", "missing.tgz: no such file")]
    [InlineData("src", "src: a directory; expected a file")]
    public void A_package_that_is_another_is_one_line(string file, string expected) =>
        AssertRefused(3, expected, Models(["install", "--package", file]));

    [Fact]
    public void What_npm_cannot_fetch_is_one_line()
    {
        AssertRefused(4, "npm failed: npm error code E404; expected @node-llama-cpp/linux-x64@3.22.1, or that package",
            Models(["install"], npm: "echo 'npm error code E404' >&2; echo more >&2; exit 1"));
        AssertRefused(4, "npm fetched nothing; expected", Models(["install"], npm: "exit 0"));
        AssertRefused(4, "what npm fetched has another SHA-512 than the true one",
            Models(["install"], npm: "echo other > \"$4/other.tgz\""));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Root, "merlon")));
    }

    [Fact]
    public void A_folder_of_somebody_elses_is_left_alone()
    {
        var own = Directory.CreateDirectory(Path.Combine(_folder.Root, "merlon/llama.cpp-0.5.0")).FullName;
        File.WriteAllText(Path.Combine(own, "letter"), "dear");
        const string Expected = "holds something else than llama.cpp 0.5.0; remove the folder, or name another";
        AssertRefused(4, Expected, Models(["install"], npm: "exit 0"));
        Assert.Equal("dear", File.ReadAllText(Path.Combine(own, "letter")));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_one_line() =>
        AssertRefused(4, "/dev/null/merlon/llama.cpp-0.5.0: ", Models(["install"], cache: "/dev/null"));

    Ended Models(string[] arguments, string npm = "exit 1", string? cache = null)
    {
        var tools = Directory.CreateDirectory(Path.Combine(_folder.Root, "bin")).FullName;
        var script = Path.Combine(tools, "npm");
        File.WriteAllText(script, $"#!/bin/bash\n{npm}\n");
        Run.Program("chmod", ["+x", script]);
        return Run.Program("dotnet", [Run.Built, "models", .. arguments], environment: new Dictionary<string, string>
        {
            ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}",
            ["XDG_CACHE_HOME"] = cache ?? _folder.Root,
            [LlamaLibrary.FolderVariable] = "",
        });
    }

    static void AssertRefused(int status, string expected, Ended ended)
    {
        Assert.Equal((status, ""), (ended.Status, ended.Output));
        Assert.StartsWith("error: ", ended.Errors, StringComparison.Ordinal);
        Assert.Single(ended.Errors.TrimEnd().Split('\n'));
        Assert.Contains(expected, ended.Errors, StringComparison.Ordinal);
    }
}
