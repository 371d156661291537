using Merlon.Host;
using Merlon.Host.Knowledge;
using Merlon.Knowledge;
using Merlon.Knowledge.Attack;

namespace Merlon.Cli;

/// <summary>What is searched: Merlon's own table, or ATT&amp;CK out of a file.</summary>
static class KnowledgeSource
{
    /// <param name="attack">Null for Merlon's own table.</param>
    /// <param name="indexPath">Where the index is kept; null for nowhere.</param>
    /// <returns>Null when it cannot be had; the user has been told, and the exit status says why.</returns>
    public static KnowledgeIndex? Open(string? attack, string? indexPath, out int status)
    {
        status = Exit.Done;
        try
        {
            var index = attack is null ? KnowledgeIndex.Of(OwnKnowledge.Documents)
                : indexPath is null ? InMemory(attack) : Kept(attack, indexPath, out status);
            if (index is null && status == Exit.Done) status = Exit.Unreadable;
            return index;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException)
        {
            Screen.Error("SQLite cannot be loaded; expected its library beside merlon");
            status = Exit.Environment;
            return null;
        }
    }

    static KnowledgeIndex? InMemory(string attack) =>
        Read(attack) is { } bundle ? KnowledgeIndex.Of(OwnKnowledge.AddedTo(bundle.Documents)) : null;

    static KnowledgeIndex? Kept(string attack, string indexPath, out int status)
    {
        status = OutputBytes.CanBe(indexPath, [attack]) ? Exit.Done : Exit.Usage;
        if (status != Exit.Done) return null;
        if (CertificateFile.Digest(attack) is not { } source) return null;

        var fingerprint = $"{source.Sha256} {OwnKnowledge.Fingerprint}";
        if (KnowledgeIndex.Open(indexPath, fingerprint) is { } kept) return kept;
        if (Read(attack) is not { } bundle) return null;

        if (IndexStore.Write(indexPath, OwnKnowledge.AddedTo(bundle.Documents), fingerprint) is { } failure)
        {
            Screen.Error(failure);
            status = Exit.Environment;
            return null;
        }

        Screen.Note($"{indexPath}: made of {bundle.Documents.Length:N0} documents, {bundle.Documents[0].Origin}");
        return KnowledgeIndex.Open(indexPath, fingerprint);
    }

    static AttackBundle? Read(string attack)
    {
        if (InputFile.Open(attack, out var failure) is not { } file)
        {
            Screen.Error(failure!);
            return null;
        }

        using (file)
        {
            var bundle = Read(file, out var fault);
            if (bundle is null) Screen.Error($"{file.Name}: {fault}");
            return bundle;
        }
    }

    static AttackBundle? Read(InputFile file, out string? fault)
    {
        using var progress = ProgressLine.Start(
            () => file.Length is { } length ? (double)file.Position / length : null, "objects", every: 64);
        return AttackReader.Read(file.Content, out fault, seen => progress.Tick(seen));
    }
}
