using Merlon.Host.Models.Llama;
using Microsoft.Extensions.AI;

namespace Merlon.Host.Models;

/// <summary>Opens language models of all kinds.</summary>
/// <param name="environment">Variables of the environment by name.</param>
public sealed class ModelSource(Func<string, string?> environment, TimeProvider clock)
{
    public const string OllamaHost = "OLLAMA_HOST", OpenAiUrl = "OPENAI_BASE_URL", OpenAiKey = "OPENAI_API_KEY";

    const string OpenAisOwn = "https://api.openai.com/v1";

    /// <summary>Where a model's server is; null for a file, which has none.</summary>
    /// <param name="url">As the user gave it; null to take the environment's word for it.</param>
    /// <exception cref="ModelException">It is no address.</exception>
    public ModelAddress? Address(ModelName model, string? url)
    {
        if (model.Kind is ModelKind.File) return null;

        var isOllama = model.Kind is ModelKind.Ollama;
        var variable = isOllama ? OllamaHost : OpenAiUrl;
        var given = url ?? (environment(variable) is { Length: > 0 } set ? set : null);
        var text = given ?? (isOllama ? $"http://127.0.0.1:{OllamaClient.Port}" : OpenAisOwn);
        if (ModelAddress.TryParse(text, isOllama ? OllamaClient.Port : 80, isOllama ? "" : "/v1", out var address))
            return address;

        var where = url is null ? variable : "--model-url";
        throw new ModelException(
            $"{where}: expected an address such as http://127.0.0.1:{OllamaClient.Port}, without a password");
    }

    /// <param name="hear">Takes the answers as they come; null for nobody.</param>
    /// <exception cref="ModelException">It cannot be had.</exception>
    public ChatModel Open(
        ModelName model, string? url, ModelSettings settings, ModelPatience patience, HearAnswer? hear = null)
    {
        var address = Address(model, url);
        return new(Client(model, address, settings), model.ToString(), $"{address}", settings, patience, clock, hear);
    }

    /// <summary>Whether there is a key for a model's server.</summary>
    /// <exception cref="ModelException">It is no key.</exception>
    public bool HasKey(ModelName model) => model.Kind is ModelKind.OpenAi && Key() is not null;

    /// <summary>Whether a key may go there: to this machine, and to others encrypted.</summary>
    public static bool MayHaveKey(ModelAddress address) => address.IsEncrypted || address.IsThisMachine;

    string? Key()
    {
        var key = environment(OpenAiKey)?.Trim();
        if (key?.All(c => c is > ' ' and <= '~') is false)
            throw new ModelException($"{OpenAiKey}: expected a key of ASCII letters, digits and signs, without spaces");
        return key is "" ? null : key;
    }

    IChatClient Client(ModelName model, ModelAddress? address, ModelSettings settings) => model.Kind switch
    {
        ModelKind.Ollama => new OllamaClient(address!, model.Name, clock),
        ModelKind.OpenAi => new OpenAiClient(
            address!, model.Name, MayHaveKey(address!) ? Key() : null, clock),
        _ => LlamaModel.Open(model.Name, settings),
    };
}
