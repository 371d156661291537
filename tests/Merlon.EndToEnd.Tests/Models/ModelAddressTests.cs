using Merlon.Host.Models;

namespace Merlon.Models;

public sealed class ModelAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:11434", "http://127.0.0.1:11434", true)]
    [InlineData("127.0.0.1", "http://127.0.0.1:11434", true)]
    [InlineData("localhost:80", "http://localhost", true)]
    [InlineData(":1234", "http://127.0.0.1:1234", true)]
    [InlineData("0.0.0.0:1234", "http://127.0.0.1:1234", true)]
    [InlineData("[::1]:1234", "http://[::1]:1234", true)]
    [InlineData("https://models.example/ollama/", "https://models.example/ollama", false)]
    [InlineData("models.example", "http://models.example:11434", false)]
    [InlineData("http://models.example", "http://models.example", false)]
    public void An_address_may_be_given_as_Ollama_takes_it(string text, string url, bool isThisMachine)
    {
        Assert.True(ModelAddress.TryParse(text, OllamaClient.Port, "", out var address));
        Assert.Equal((url, isThisMachine), (address.ToString(), address.IsThisMachine));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ftp://models.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:password@models.example")]
    [InlineData("http://models.example?key=1")]
    [InlineData("http://:99999")]
    public void What_is_none_is_refused(string text) =>
        Assert.False(ModelAddress.TryParse(text, OllamaClient.Port, "", out _));

    [Theory]
    [InlineData("https://models.example/v1", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://models.example/v1", false)]
    [InlineData("http://192.0.2.1", false)]
    public void A_key_goes_to_others_encrypted_only(string text, bool may)
    {
        Assert.True(ModelAddress.TryParse(text, 80, "/v1", out var address));
        Assert.Equal(may, ModelSource.MayHaveKey(address));
    }

    [Theory]
    [InlineData("ollama:llama3.2:1b", ModelKind.Ollama, "llama3.2:1b")]
    [InlineData("OpenAI:gpt", ModelKind.OpenAi, "gpt")]
    [InlineData("/models/a.GGUF", ModelKind.File, "/models/a.GGUF")]
    public void A_model_is_named_with_where_it_runs(string text, ModelKind kind, string name)
    {
        Assert.True(ModelName.TryParse(text, out var model));
        Assert.Equal(new(kind, name), model);
    }

    [Theory]
    [InlineData("ollama:")]
    [InlineData("llama3")]
    [InlineData("")]
    public void What_names_no_model_is_refused(string text) => Assert.False(ModelName.TryParse(text, out _));
}
