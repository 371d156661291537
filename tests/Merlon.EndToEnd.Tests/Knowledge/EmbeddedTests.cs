using Merlon.Host.Knowledge;
using Merlon.Knowledge.Search;
using Microsoft.Extensions.AI;

namespace Merlon;

/// <summary>An embedding model that is plugged in is a third ranking.</summary>
public sealed class EmbeddedTests
{
    [Fact]
    public void It_finds_what_neither_words_nor_their_company_do()
    {
        KnowledgeDocument[] documents =
        [
            new("1", "section", "Felines", "cat kitten", "a.md"), new("2", "section", "Vehicles", "car lorry", "a.md"),
        ];
        using var without = KnowledgeIndex.Of(documents);
        Assert.Empty(without.Search("automobile", 5));

        using var with = KnowledgeIndex.Of(documents, new Wheels());
        var found = Assert.Single(with.Search("automobile", 5));
        Assert.Equal("2", found.Document.Id);
        Assert.Equal(["1", "2"], with.Search("cat automobile", 5).Select(one => one.Document.Id).Order());
    }

    // Places everything by whether it has wheels.
    sealed class Wheels : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(Placed)));

        static Embedding<float> Placed(string text)
        {
            var hasWheels = text.Contains("car ", StringComparison.Ordinal)
                || text.Contains("auto", StringComparison.Ordinal);
            float[] point = hasWheels ? [2, 0] : [0, 2];
            return new(point);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
