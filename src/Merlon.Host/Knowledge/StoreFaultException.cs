namespace Merlon.Host.Knowledge;

/// <summary>A store cannot be used, said in one line.</summary>
/// <param name="isUnreadable">Whether it is the file itself, and not what is around it: no room, somebody else.</param>
public sealed class StoreFaultException(string message, bool isUnreadable) : Exception(message)
{
    public bool IsUnreadable => isUnreadable;
}
